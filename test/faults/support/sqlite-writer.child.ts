/**
 * A program that writes to a store until it is killed. It prints the answer to each write as one JSON line, so a test
 * knows which writes were acknowledged. Its argument is the database file.
 */
import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { aBatch } from '#audit/testing';
import { CofferError, newId, OutcomeUnknown, SystemClock } from '#kernel';
import { aSecret } from '#secrets/testing';
import type { StorePorts } from '#storage';
import { openSqliteStore } from '#storage-sqlite/testing';

export type Told = 'done' | 'refused' | 'unknown';

export type Line =
  | { readonly kind: 'batch'; readonly first: number; readonly leaves: readonly string[]; readonly told: Told }
  | { readonly kind: 'insert'; readonly id: string; readonly request: string; readonly told: Told }
  | {
      readonly kind: 'replace';
      readonly id: string;
      readonly request: string;
      readonly mark: number;
      readonly told: Told;
    };

function print(line: Line): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

async function toldBy(write: Promise<unknown>): Promise<Told> {
  try {
    await write;
    return 'done';
  } catch (error) {
    if (!(error instanceof CofferError)) throw error;
    await pause(20);
    return error instanceof OutcomeUnknown ? 'unknown' : 'refused';
  }
}

async function appendWithoutEnd({ audit }: StorePorts): Promise<never> {
  let batch = aBatch((await audit.head()) + 1);
  for (;;) {
    const told = await toldBy(audit.append(batch));
    print({ kind: 'batch', first: batch.first, leaves: batch.records.map(({ leaf }) => leaf), told });
    // The port asks for this: the same batch again until its outcome is known.
    if (told === 'done') batch = aBatch(batch.first + batch.records.length, Array(1 + (batch.first % 7)).fill({}));
  }
}

async function publishWithoutEnd({ secrets: { heads } }: StorePorts): Promise<never> {
  for (;;) {
    const secret = aSecret();
    const inserted = newId();
    const told = await toldBy(heads.insert(secret, inserted));
    print({ kind: 'insert', id: secret.id, request: inserted, told });
    if (told !== 'done') continue;
    const replaced = newId();
    const write = heads.replace({ ...secret, updatedAt: 2 }, 1, replaced);
    print({ kind: 'replace', id: secret.id, request: replaced, mark: 2, told: await toldBy(write) });
  }
}

const store = await openSqliteStore({ file: process.argv[2] ?? '', clock: new SystemClock() });
await Promise.all([appendWithoutEnd(store), publishWithoutEnd(store), publishWithoutEnd(store)]);
