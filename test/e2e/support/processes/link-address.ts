import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that Linux gives to outgoing connections (`ip_local_port_range`), so that none of them takes it. */
const FIRST_PORT = 12_000;
/** Each process of the tests has ports of its own. */
const PROCESSES = 64;
const PORTS_A_PROCESS = 300;
const WORKER = Number(process.env.JEST_WORKER_ID ?? 0);

let next = 0;

/** An address on this machine for NODE_ADDRESS, which nobody listens on. */
export async function linkAddress(): Promise<string> {
  for (;;) {
    const port = FIRST_PORT + (WORKER % PROCESSES) * PORTS_A_PROCESS + (next++ % PORTS_A_PROCESS);
    const probe = createServer();
    const listening = once(probe, 'listening').then(
      () => true,
      () => false,
    );
    probe.listen(port, '127.0.0.1');
    if (!(await listening)) continue;
    probe.close();
    await once(probe, 'close');
    return `127.0.0.1:${port}`;
  }
}
