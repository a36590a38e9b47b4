/**
 * What `work` gives, or the abort reason as soon as the signal aborts. The work itself goes on. It does not begin if
 * the signal has aborted already.
 */
export async function unlessAborted<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Successes without a body. Chromium gives some of them an empty stream, with which no Response may be made. */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205]);

/** The response, whose body breaks off when the signal aborts if it is a success. */
export function breakingOff(response: Response, signal: AbortSignal): Response {
  const { status, headers } = response;
  if (!response.ok || response.body === null || WITHOUT_BODY.has(status)) return response;
  return new Response(response.body.pipeThrough(new TransformStream(), { signal }), { status, headers });
}
