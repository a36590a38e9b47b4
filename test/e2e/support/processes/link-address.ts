import { once } from 'node:events';
import { createServer } from 'node:net';
import { threadId } from 'node:worker_threads';

/** Below the ports that Linux gives to outgoing connections (`ip_local_port_range`), so that none of them takes it. */
const FIRST_PORT = 12_000;
/** Each thread of the tests has ports of its own. */
const THREADS = 64;
const PORTS_A_THREAD = 300;

let next = 0;

/** An address on this machine for NODE_ADDRESS, which nobody listens on. */
export async function linkAddress(): Promise<string> {
  for (;;) {
    const port = FIRST_PORT + (threadId % THREADS) * PORTS_A_THREAD + (next++ % PORTS_A_THREAD);
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
