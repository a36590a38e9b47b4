import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import NodeVault from 'node-vault';
import type { BaoStep, CallStep, HttpStep, Step } from '../steps/step.js';
import { BAO, PYTHON } from './installed.js';
import { type Place, placed, tokenOf } from './place.js';

/** What a step came to. */
export interface Outcome {
  readonly isDone: boolean;
  readonly shown: unknown;
}

const HVAC = join(import.meta.dirname, '../hvac-steps.py');

/** Runs the steps one after the other. */
export async function run(steps: readonly Step[], place: Place): Promise<ReadonlyMap<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  const home = mkdtempSync(join(tmpdir(), 'coffer-vault-clients-'));
  try {
    for (const step of steps) {
      if (outcomes.has(step.name)) throw new Error(`two steps are called ${step.name}`);
      if (step.client === 'bao') outcomes.set(step.name, await runBao(step, place, home));
      else if (step.client === 'node-vault') outcomes.set(step.name, await runNodeVault(step, place));
      else if (step.client === 'http') outcomes.set(step.name, await runHttp(step, place));
    }
    // One start of Python for all.
    const hvac = steps.filter((step): step is CallStep => step.client === 'hvac');
    for (const [index, outcome] of (await runHvac(hvac, place)).entries())
      outcomes.set(hvac[index]?.name ?? '', outcome);
    return outcomes;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function runBao({ args, as = 'writer', input }: BaoStep, place: Place, home: string): Promise<Outcome> {
  const token = tokenOf(place, as);
  // Hundreds of short starts: none lives until its memory matters.
  const environment = {
    HOME: home,
    GOGC: 'off',
    BAO_ADDR: place.address,
    ...(token === undefined ? {} : { BAO_TOKEN: token }),
  };
  const given = input === 'writer' || input === 'forged' ? place.tokens[input] : input;
  const { code, out, err } = await runProgram(
    BAO,
    args.map((arg) => placed(arg, place)),
    environment,
    given,
  );
  return { isDone: code === 0, shown: { code, out: jsonOr(out), err } };
}

async function runHvac(steps: readonly CallStep[], place: Place): Promise<Outcome[]> {
  if (steps.length === 0) return [];
  const { address, tokens } = place;
  const { code, out, err } = await runProgram(
    PYTHON,
    [HVAC],
    {},
    placed(JSON.stringify({ address, tokens, steps }), place),
  );
  if (code !== 0) throw new Error(`hvac ended with ${code}: ${err}`);
  return (JSON.parse(out) as { error?: string }[]).map((shown) => ({ isDone: shown.error === undefined, shown }));
}

async function runNodeVault({ method, args, as = 'writer' }: CallStep, place: Place): Promise<Outcome> {
  // biome-ignore lint/suspicious/noExplicitAny: the steps name methods freely
  const client: any = NodeVault({ endpoint: place.address, token: tokenOf(place, as) ?? '' });
  try {
    return {
      isDone: true,
      shown: { answer: await client[method](...JSON.parse(placed(JSON.stringify(args), place))) },
    };
  } catch (error) {
    const { response, message } = error as { response?: { statusCode: number; body: unknown }; message: string };
    return { isDone: false, shown: { status: response?.statusCode, body: response?.body, message } };
  }
}

async function runHttp({ request, body, headers, as = 'writer' }: HttpStep, place: Place): Promise<Outcome> {
  const [method, path] = request.split(' ');
  const token = tokenOf(place, as);
  const sent = { ...(token === undefined ? {} : { 'x-vault-token': token }), ...headers };
  const given = body === undefined ? undefined : placed(JSON.stringify(body), place);
  const answer = await fetch(`${place.address}${path}`, { method, headers: sent, body: given });
  const shown = { status: answer.status, body: jsonOr(await answer.text()) };
  return { isDone: answer.ok, shown };
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a program with nothing but this environment. */
export async function runProgram(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  input = '',
): Promise<Ended> {
  const child = spawn(program, args, { env });
  child.stdin.on('error', () => {}).end(input);
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  const [code, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, out, err };
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
