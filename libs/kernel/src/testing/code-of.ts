/** The code of the CofferError that `work` fails with; `none` if it does not fail. */
export async function codeOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
    return 'none';
  } catch (error) {
    return (error as { code?: unknown }).code ?? error;
  }
}
