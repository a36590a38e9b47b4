const CODE = /^[A-Z0-9_]{1,64}$/;

/**
 * The codes of an error, for logs. Its words are left out: they may name a person or quote a mail.
 *
 * @example
 * failureKind(error); // 'EAUTH, 535'
 */
export function failureKind(error: unknown): string {
  const { code, responseCode, cause } = (error ?? {}) as { code?: unknown; responseCode?: unknown; cause?: unknown };
  const codes = [code, responseCode, (cause as { code?: unknown } | null | undefined)?.code]
    .filter((one) => typeof one === 'string' || typeof one === 'number')
    .map(String)
    .filter((one) => CODE.test(one));
  if (codes.length > 0) return [...new Set(codes)].join(', ');
  return error instanceof Error ? error.name : 'unknown';
}
