// The application that journeys of single pages come back to: one page, on a port of its own.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Landing {
  readonly origin: string;
  close(): Promise<void>;
}

export async function openLanding(): Promise<Landing> {
  const server = createServer((request, answer) => {
    if (request.url === '/favicon.ico') {
      answer.writeHead(204).end();
      return;
    }
    answer.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    answer.end('<!doctype html><html lang="en"><title>AgentDesk</title><h1>Back at the application</h1></html>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
