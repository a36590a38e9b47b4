import { createServer } from 'node:net';
import type { HttpConfig } from '#config';
import { StartError } from '#kernel';

/** Throws StartError if the port cannot be opened, before the start opens or writes anything. Port 0 is always free. */
export async function checkPort({ host, port }: HttpConfig): Promise<void> {
  if (port === 0) return;
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port, exclusive: true }, resolve);
    });
  } catch (error) {
    throw portFailure(error, host, port);
  }
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

/** The StartError that explains why `listen` failed. Returns other errors unchanged. */
export function portFailure(error: unknown, host: string, port: number): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new StartError(`PORT ${port} on ${host} is taken by another program: stop it, or set PORT`);
    case 'EACCES':
      return new StartError(`PORT ${port} may not be opened by this account: set PORT to 1024 or more`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new StartError(`HOST ${host} is not an address of this machine`);
    default:
      return error;
  }
}
