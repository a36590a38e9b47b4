import { type Json, jsonText } from './json-document.js';

/** Collects the members of a secret that is a JSON object. Keeps every value: the second `url` becomes `url_2`. */
export class Members {
  private readonly values = new Map<string, Json>();
  /** How often each name was there. */
  private readonly counts = new Map<string, number>();

  get size(): number {
    return this.values.size;
  }

  /** Leaves out what is empty. */
  add(name: string, value: Json | undefined): void {
    if (value === undefined || value === null || value === '') return;
    const base = name.trim() === '' ? 'field' : name.trim();
    let free = base;
    while (this.values.has(free)) {
      const count = (this.counts.get(base) ?? 1) + 1;
      this.counts.set(base, count);
      free = `${base}_${count}`;
    }
    this.values.set(free, value);
  }

  text(): string {
    return jsonText(Object.fromEntries(this.values));
  }
}
