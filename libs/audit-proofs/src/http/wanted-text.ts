const TEXT = 'text/plain';
const JSON_TYPE = 'application/json';
const MEDIA_RANGE = /^\s*(?<range>[\w*.+-]+\/[\w*.+-]+)\s*(?<parameters>(?:;[^;]*)*)$/;
const WEIGHT = /;\s*q\s*=\s*(?<weight>[01](?:\.\d{0,3})?)\s*(?:;|$)/i;

/**
 * Whether a client would rather have `text/plain` than JSON (RFC 9110, section 12.5.1). JSON is the default: a client that
 * takes both alike gets JSON.
 *
 * @example
 * wantsText('text/plain'); // true
 * wantsText('*' + '/*'); // false
 */
export function wantsText(accept: string | undefined): boolean {
  if (accept === undefined || accept.length > 1_024) return false;
  const ranges = accept.split(',').flatMap(rangeOf);
  return weightOf(TEXT, ranges) > weightOf(JSON_TYPE, ranges);
}

interface Range {
  readonly range: string;
  readonly weight: number;
}

function rangeOf(text: string): Range[] {
  const { range, parameters = '' } = MEDIA_RANGE.exec(text)?.groups ?? {};
  if (range === undefined) return [];
  return [{ range: range.toLowerCase(), weight: Number(WEIGHT.exec(parameters)?.groups?.weight ?? 1) }];
}

/** The most specific range counts. */
function weightOf(type: string, ranges: readonly Range[]): number {
  const wider = [type, type.replace(/\/.*/, '/*'), '*/*'];
  for (const one of wider) {
    const found = ranges.find(({ range }) => range === one);
    if (found) return found.weight;
  }
  return 0;
}
