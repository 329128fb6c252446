// What is measured alike for every library.
import type { Standing } from '../../tabs/driver.ts';
import type { KeycloakAdmin } from '../admin.mjs';
import type { Person } from '../people.mjs';
import type { Crowd } from './crowd.ts';

export interface Rounds {
  readonly rounds: number;
  readonly requests: number;
  readonly refused: number;
  /** How many tabs got a token in the last round. */
  readonly served: number;
  /** The median time of a round. */
  readonly milliseconds: number;
}

/** So many rounds, one after the other. */
export async function measureRounds(crowd: Crowd, rounds: number): Promise<Rounds> {
  let [requests, refused, served] = [0, 0, 0];
  const times: number[] = [];
  for (let number = 0; number < rounds; number += 1) {
    const round = await crowd.round();
    requests += round.requests;
    refused += round.refused;
    served = round.answers.filter(({ token }) => token !== undefined).length;
    times.push(round.milliseconds);
  }
  return { rounds, requests, refused, served, milliseconds: median(times) };
}

export interface Ended {
  /** What each tab that is still there says of its session. */
  readonly standings: readonly Standing[];
  readonly navigations: number;
}

/** An administrator ends the person's session; each tab wants a token once more. */
export async function measureEnd(crowd: Crowd, admin: KeycloakAdmin, realm: string, person: Person): Promise<Ended> {
  await admin.post(`realms/${realm}/users/${person.id}/logout`, {});
  // A tab that leaves its page answers nothing.
  await crowd.round('renew', 3_000);
  const { navigations } = crowd;
  return { standings: navigations === 0 ? await crowd.standings() : [], navigations };
}

export function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}
