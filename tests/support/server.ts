// What the small servers of the journeys have in common: a port that is free, and an end that waits for nobody.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Starts on a free port, or on this one; without a host, on all of this machine's addresses. */
export function listen(server: Server, { host, port = 0 }: { host?: string; port?: number } = {}): Promise<void> {
  return new Promise((resolve) => server.listen({ host, port }, resolve));
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** Ends the server and whatever is still connected to it. */
export function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
