import type { Terminal } from '../terminal.js';

/** A terminal in memory. Nobody can answer, unless `answers` has the next answer. */
export class TestTerminal implements Terminal {
  isSeen = false;
  readonly told: string[] = [];
  readonly complained: string[] = [];
  readonly asked: string[] = [];
  written = '';

  constructor(
    readonly answers: string[] = [],
    private readonly stdin = '',
  ) {}

  get canAnswer(): boolean {
    return this.answers.length > 0;
  }

  tell(line: string): void {
    this.told.push(line);
  }

  async write(bytes: string | Uint8Array): Promise<void> {
    this.written += typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes);
  }

  complain(line: string): void {
    this.complained.push(line);
  }

  async ask(question: string): Promise<boolean | null> {
    const answer = await this.line(question);
    return answer === null ? null : answer === 'y';
  }

  async line(question: string): Promise<string | null> {
    this.asked.push(question);
    return this.answers.shift() ?? null;
  }

  async secret(question: string): Promise<string> {
    return (await this.line(question)) ?? this.stdin;
  }

  async input(): Promise<Uint8Array> {
    return new TextEncoder().encode(this.stdin);
  }
}
