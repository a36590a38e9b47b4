const FRAME = /^\s*at .+$/;
const MAX_FRAMES = 12;
const MAX_CAUSES = 3;

/** The parts of an error that may be logged: class, code and stack frames. Its message may quote a value. */
export interface SafeError {
  readonly name: string;
  readonly code?: string;
  readonly frames: readonly string[];
  readonly cause?: SafeError;
}

export function safeError(error: unknown, causes: number = MAX_CAUSES): SafeError {
  if (!(error instanceof Error)) return { name: typeof error, frames: [] };
  const code = (error as { code?: unknown }).code;
  return {
    name: error.constructor.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code: String(code).slice(0, 64) } : {}),
    frames: framesOf(error),
    ...(error.cause === undefined || causes === 0 ? {} : { cause: safeError(error.cause, causes - 1) }),
  };
}

/** A stack begins with the error's message. Lines of the message could look like frames, so it is cut off first. */
function framesOf(error: Error): string[] {
  const stack = error.stack ?? '';
  const told = stack.indexOf(error.message);
  const rest = told < 0 ? stack : stack.slice(told + error.message.length);
  return rest
    .split('\n')
    .filter((line) => FRAME.test(line))
    .slice(0, MAX_FRAMES)
    .map((line) => line.trim());
}
