import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

const HEADER = 16;
const OP_MSG = 2_013;
/** Of a message: header, flags, the kind of its first section, the length of the document there. */
const FIRST_ELEMENT = HEADER + 4 + 1 + 4;
const TEXT = 2;

/** A relay before MongoDB that reads the name of each command, and nothing else of it. */
export interface MongoWire {
  readonly url: string;
  /** `find users`: commands with their collections, in the order in which they were sent, since the last call. */
  take(): string[];
  close(): Promise<void>;
}

/**
 * Relays to the server of `url`, which has neither TLS nor options. `cuts`: whether the connection of a command breaks, so that
 * the server does what it asks for and nobody gets the answer.
 */
export async function wireTo(url: string, cuts: (command: string) => boolean = () => false): Promise<MongoWire> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let sent: string[] = [];
  const server = createServer((client) => {
    const engine = connect(Number(port), hostname);
    const read = commands((command) => {
      sent.push(command);
      if (cuts(command)) client.destroy();
    });
    client.on('data', read);
    for (const [from, to] of [
      [client, engine],
      [engine, client],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => sockets.delete(from));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    take() {
      const taken = sent;
      sent = [];
      return taken;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Takes bytes as they come, and calls `told` with each command. */
function commands(told: (command: string) => void): (bytes: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (bytes) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    for (; rest.length >= HEADER && rest.length >= rest.readInt32LE(0); rest = rest.subarray(rest.readInt32LE(0))) {
      const message = rest.subarray(0, rest.readInt32LE(0));
      if (message.readInt32LE(HEADER - 4) === OP_MSG) told(commandOf(message));
    }
  };
}

/** The first element of a command is its name; its value is the collection, if the command has one. */
function commandOf(message: Buffer): string {
  const end = message.indexOf(0, FIRST_ELEMENT + 1);
  const name = message.toString('latin1', FIRST_ELEMENT + 1, end);
  if (message[FIRST_ELEMENT] !== TEXT) return name;
  const length = message.readInt32LE(end + 1);
  return `${name} ${message.toString('utf8', end + 5, end + 5 + length - 1)}`;
}
