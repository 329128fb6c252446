// The page that conducts rounds: it calls all tabs of its browser at the same moment, and waits for what each answers.
import { channelName, type Answer, type Call } from './round.ts';

declare global {
  interface Window {
    /** Settles when so many tabs have answered, or when the time is over. */
    conduct(call: Call, tabs: number, patience: number): Promise<Answer[]>;
  }
}

const channel = new BroadcastChannel(channelName);

window.conduct = (call, tabs, patience) =>
  new Promise((resolve) => {
    const answers: Answer[] = [];
    const finish = (): void => {
      clearTimeout(timer);
      channel.removeEventListener('message', hear);
      resolve(answers);
    };
    const hear = ({ data }: MessageEvent<Answer | Call>): void => {
      if (!('tab' in data) || data.round !== call.round) return;
      answers.push(data);
      if (answers.length === tabs) finish();
    };
    const timer = setTimeout(finish, patience);
    channel.addEventListener('message', hear);
    channel.postMessage(call);
  });
