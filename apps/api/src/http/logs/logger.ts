import { type DestinationStream, destination, type Logger, pino } from 'pino';
import { safeError } from './safe-error.js';

/** Everything that a log line may have beside time, level and message [R84]. No header, no body, no URL, no query. */
const ALLOWED = [
  'context',
  'request_id',
  'method',
  'route',
  'status',
  'duration_ms',
  'actor_id',
  'part',
  'step_back_ms',
  'err',
] as const;

/** Lines of Nest about its own start, which say nothing to an operator. */
const QUIET_CONTEXTS = new Set([
  'ExceptionHandler',
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
]);

/** A write to the log costs as much as the rest of a request's line many times over; lines wait a second at most. */
const BUFFER_BYTES = 16_000;

export interface LoggerOptions {
  /** A level of pino, `silent` included. */
  readonly level: string;
  readonly stream: DestinationStream;
}

/** A logger that writes what is on the list and nothing else, whatever it is given. */
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

/** Standard error, since standard output is the start-up screen's: pretty on a terminal, JSON lines elsewhere. */
export async function logStream(terminal: boolean): Promise<DestinationStream & { flushSync?(): void }> {
  if (!terminal) return destination({ fd: 2, sync: false, minLength: BUFFER_BYTES, periodicFlush: 1_000 });
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

/** pino would take an error's message for its own: `logger.error(error)` says only that one was caught. */
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
