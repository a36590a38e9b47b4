import { execFile } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { CHECK, FSCK } from './installed.js';

const LIMITS = { timeout: 60_000, maxBuffer: 256 * 2 ** 20 };

type Bytes = Uint8Array | string;

/** A question to `check lines`: see main.go there. Bytes are sent as base64; a text as its UTF-8. */
export interface Case {
  readonly op: string;
  readonly vkeys?: readonly string[];
  readonly name?: string;
  readonly skey?: string;
  readonly note?: Bytes;
  readonly file?: Bytes;
  readonly leaf?: Bytes;
  readonly leaves?: readonly Bytes[];
  readonly leafHash?: Bytes;
  readonly root?: Bytes;
  readonly older?: Bytes;
  readonly proof?: readonly Bytes[];
  readonly index?: number;
  readonly size?: number;
  readonly from?: number;
  readonly to?: number;
  readonly level?: number;
  readonly width?: number;
}

export interface Answer {
  readonly ok: boolean;
  readonly why?: string;
  readonly verified?: readonly string[];
  readonly skey: string;
  readonly vkey: string;
  readonly path: string;
  readonly text: Buffer;
  readonly bytes: Buffer;
  readonly hashes: readonly Buffer[];
}

type RawAnswer = Omit<Answer, 'text' | 'bytes' | 'hashes'> & { text?: string; bytes?: string; hashes?: string[] };

/** Asks Go. All cases go to one process, in their order. */
export async function askGo(cases: readonly Case[]): Promise<Answer[]> {
  const running = promisify(execFile)(CHECK, ['lines'], LIMITS);
  running.child.stdin?.end(cases.map((one) => `${JSON.stringify(sent(one))}\n`).join(''));
  const { stdout } = await running;
  const answers = stdout.split('\n').slice(0, -1).map(received);
  if (answers.length !== cases.length) throw new Error('check gave another number of answers');
  return answers;
}

/** With one worker, the program waits for ever after it found one damaged file: nobody takes the next one. */
const WORKERS = '--N=16';

/**
 * Checks a log in tiles, in a folder, with the key of a file that contains its vkey. The program also ends with 0 when it
 * refused the log, so its output is read.
 */
export async function runFsck(folder: string, vkeyFile: string): Promise<{ ok: boolean; output: string }> {
  const url = `--storage_url=${pathToFileURL(folder)}/`;
  try {
    const { stdout, stderr } = await promisify(execFile)(
      FSCK,
      ['--ui=false', WORKERS, url, `--public_key=${vkeyFile}`],
      LIMITS,
    );
    const output = stdout + stderr;
    return { ok: output.includes('Successfully fsck') && !output.includes('fsck failed'), output };
  } catch (error) {
    return { ok: false, output: String(error) };
  }
}

const BYTES = new Set(['note', 'file', 'leaf', 'leafHash', 'root', 'older']);

function sent(one: Case): object {
  const fields = Object.entries(one).map(([name, value]) => {
    if (BYTES.has(name)) return [name, base64(value)];
    return name === 'leaves' || name === 'proof' ? [name, value.map(base64)] : [name, value];
  });
  return Object.fromEntries(fields);
}

function base64(bytes: Bytes): string {
  return (typeof bytes === 'string' ? Buffer.from(bytes) : Buffer.from(bytes)).toString('base64');
}

function received(line: string): Answer {
  const { text = '', bytes = '', hashes = [], ...rest } = JSON.parse(line) as RawAnswer;
  const decoded = (encoded: string) => Buffer.from(encoded, 'base64');
  return { ...rest, text: decoded(text), bytes: decoded(bytes), hashes: hashes.map(decoded) };
}
