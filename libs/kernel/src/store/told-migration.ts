import type { Clock } from '../time/clock.js';
import { STORE_FORMAT } from './store-format.js';

/** Tells the operator one line, which has no value of the store. */
export type Tell = (line: string) => void;

/** Tells the operator of a start that brings a store of an older format to the present one. */
export class ToldMigration {
  private begun: { readonly at: number; readonly to: number } | null = null;

  constructor(
    private readonly tell: Tell,
    private readonly clock: Clock,
  ) {}

  /** Before it begins. Nothing is told if the store has that format. */
  begin(from: number, to = STORE_FORMAT): void {
    if (from >= to) return;
    this.begun = { at: this.clock.now(), to };
    this.tell(`the store is brought from format ${from} to format ${to}: this may take minutes`);
  }

  /** After it. Nothing is told if none was begun. */
  end(): void {
    if (this.begun === null) return;
    const seconds = (this.clock.now() - this.begun.at) / 1_000;
    this.tell(`the store has format ${this.begun.to} now, after ${seconds.toFixed(1)} s`);
    this.begun = null;
  }
}
