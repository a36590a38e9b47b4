import { type Json, jsonText } from './json-document.js';

/** Collects the members of a secret that is a JSON object. Keeps every value: the second `url` becomes `url_2`. */
export class Members {
  private readonly values = new Map<string, Json>();

  get size(): number {
    return this.values.size;
  }

  /** Leaves out what is empty. */
  add(name: string, value: Json | undefined): void {
    if (value === undefined || value === null || value === '') return;
    const base = name.trim() === '' ? 'field' : name.trim();
    let free = base;
    for (let count = 2; this.values.has(free); count += 1) free = `${base}_${count}`;
    this.values.set(free, value);
  }

  text(): string {
    return jsonText(Object.fromEntries(this.values));
  }
}
