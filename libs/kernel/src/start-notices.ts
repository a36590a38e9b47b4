/** What the operator has to know of a start, one sentence or two each: shown on the start screen. */
export class StartNotices {
  private readonly all: string[];

  constructor(lines: readonly string[] = []) {
    this.all = [...lines];
  }

  get lines(): readonly string[] {
    return this.all;
  }

  add(line: string): void {
    this.all.push(line);
  }
}
