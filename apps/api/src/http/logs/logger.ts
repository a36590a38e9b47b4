import { type DestinationStream, type Logger, pino } from 'pino';
import { SystemClock } from '#kernel';
import { type FlushableStream, LineBuffer } from './line-buffer.js';
import { LogFile } from './log-file.js';
import { safeError } from './safe-error.js';

/** The only fields of a log line beside time, level and message [R84]. No header, body, URL or query is among them. */
const ALLOWED = [
  'context',
  'request_id',
  'method',
  'route',
  'status',
  'duration_ms',
  'actor_id',
  'part',
  'peer',
  'clock_jump_ms',
  'clock_apart_ms',
  'rest_ms',
  'token_mark',
  'other_marks',
  'err',
] as const;

/** Contexts in which Nest logs its own start. Operators do not need these lines. */
const QUIET_CONTEXTS = new Set([
  'ExceptionHandler',
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
]);

export interface LoggerOptions {
  /** A level of pino, or `silent`. */
  readonly level: string;
  readonly stream: DestinationStream;
}

/** A logger that writes only allowed fields, whatever callers pass. */
export function createLogger({ level, stream }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: allowed },
      hooks: { logMethod: withoutErrorMessages },
    },
    stream,
  );
}

/** Writes to standard error; standard output has the start-up screen. Pretty on a terminal, otherwise JSON lines. */
export async function logStream(terminal: boolean): Promise<FlushableStream> {
  const clock = new SystemClock();
  if (!terminal) return new LineBuffer(new LogFile(2, clock), clock);
  const { default: pretty } = await import('pino-pretty');
  return pretty({ destination: 2, sync: true, ignore: 'context', translateTime: 'HH:MM:ss' });
}

function allowed(line: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const name of ALLOWED) {
    const value = line[name];
    if (value !== undefined) kept[name] = name === 'err' ? safeError(value) : value;
  }
  return kept;
}

/** pino would log an error's message as the text of the line. Here `logger.error(error)` logs the text `error`. */
function withoutErrorMessages(this: Logger, args: unknown[], method: (...args: never[]) => void): void {
  const [first, ...rest] = args;
  const line = first instanceof Error ? { err: first } : first;
  if (isObject(line) && QUIET_CONTEXTS.has(String(line.context))) return;
  const message = typeof rest[0] === 'string' ? rest[0] : 'error';
  const safe = isObject(line) ? [line, 'err' in line && rest.length === 0 ? 'error' : message] : [{}, String(first)];
  (method as (...args: unknown[]) => void).apply(this, safe);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
