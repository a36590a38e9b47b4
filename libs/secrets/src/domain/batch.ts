import { CofferError, type FieldError, invalidFields, type PathFault } from '#kernel';
import { checkPath } from './path.js';

/** The most paths of one batch. */
export const BATCH_PATHS_MAX = 100;
/** The most bytes of values in one answer: more than {@link BATCH_PATHS_MAX} values of 64 KiB. */
export const BATCH_VALUE_BYTES = 7_340_032;
/** The most bytes of the JSON of one answer. JSON may write a byte as six. */
export const BATCH_ANSWER_BYTES = 8_388_608;

/** 400 `validation_failed` for a text that is no path, and for a path that comes twice. */
export function checkPaths(paths: readonly string[]): readonly string[] {
  const first = new Map<string, number>();
  const repeated: FieldError[] = [];
  for (const [index, path] of paths.entries()) {
    checkPath(path);
    const earlier = first.get(path);
    if (earlier === undefined) first.set(path, index);
    else repeated.push(repetition(index, earlier));
  }
  if (repeated.length > 0) throw invalidFields(repeated);
  return paths;
}

function repetition(index: number, earlier: number): FieldError {
  const field = `paths[${index}]`;
  return { field, code: 'duplicate', message: `${field} is the same as paths[${earlier}]: name each path once` };
}

/** 422: nothing is given, because not everything can be. */
export function incomplete(paths: readonly PathFault[]): CofferError {
  return new CofferError(
    'batch_incomplete',
    `Nothing is revealed: ${counted(paths.length)} could not be, see \`paths\`.`,
    {
      paths,
    },
  );
}

/** 422: `what` is more than one answer holds, and what to do instead. */
export function tooLarge(what: string): CofferError {
  return new CofferError('answer_too_large', what);
}

function counted(paths: number): string {
  return paths === 1 ? '1 path' : `${paths} paths`;
}
