const LONGEST = 500;

/** A text of another machine as one line without control characters, which could steer a terminal. */
export function plain(text: string, longest = LONGEST): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest)}...` : line;
}
