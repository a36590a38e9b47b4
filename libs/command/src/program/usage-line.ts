/**
 * What a wrong command line is told, as one line. An argument that has no place is not repeated: it may be a value or a
 * token that somebody typed where none belongs.
 */
export function usageLine(text: string): string {
  const line = text
    .replace(/^error: /, '')
    .replace(/^option ('--[^']+') argument .* is invalid\. (?=Allowed choices are [^']*$)/s, '$1: ')
    .replace(/^command-argument value .* is invalid for argument ('[^']+')\. (?=Allowed choices are [^']*$)/s, '$1: ')
    .replace(/(Expected .*? but got \d+):.*/s, '$1.')
    .replace(/('--?[A-Za-z-]+)=.*?'(?=$|\n)/s, "$1'")
    .replace(/\s*\n\s*/g, ' ')
    .trim();
  const isWord = /^[^']*('--?[a-z-]{1,20}'|'[a-z-]{1,20}'|'[^']* <[^']*>')?[^']*$/i.test(line);
  return isWord ? line : line.replace(/'.*'/s, 'what is given');
}
