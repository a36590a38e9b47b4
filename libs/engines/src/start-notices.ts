/** What the operator has to know of a start: shown on the start screen. */
export class StartNotices {
  private readonly noted: string[];

  constructor(noted: readonly string[] = []) {
    this.noted = [...noted];
  }

  get lines(): readonly string[] {
    return this.noted;
  }
}
