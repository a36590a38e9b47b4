/** What steers a terminal or reorders a line. Tabs and line breaks stay, also those of Windows. */
const STEERING = /(?![\t\n]|\r\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * A text with the escapes of JSON in place of what would steer a terminal.
 *
 * @example
 * shown('a\u001b[2J'); // 'a\\u001b[2J'
 */
export function shown(text: string): string {
  return text.replace(STEERING, (steering) =>
    Array.from({ length: steering.length }, (_, at) => escapeOf(steering.charCodeAt(at))).join(''),
  );
}

function escapeOf(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
