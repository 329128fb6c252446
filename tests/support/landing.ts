// The application that journeys of single pages come back to: one page, on a port of its own.
import { createServer } from 'node:http';
import { listen, portOf, shut } from './server.ts';

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
  await listen(server, { host: '127.0.0.1' });
  return { origin: `http://localhost:${portOf(server)}`, close: () => shut(server) };
}
