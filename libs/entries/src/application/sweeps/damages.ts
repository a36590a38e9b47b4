import { StoreDamaged } from '#kernel';

/** Lets a run go on behind what is damaged, and fail at its end, so that somebody learns of it. */
export class Damages {
  private first: StoreDamaged | null = null;

  /** What `read` resolves to. Undefined: it met a StoreDamaged. */
  async past<R>(read: () => Promise<R>): Promise<R | undefined> {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof StoreDamaged)) throw error;
      this.first ??= error;
      return undefined;
    }
  }

  /** Errors: the first StoreDamaged that was met. */
  report(): void {
    if (this.first) throw this.first;
  }
}
