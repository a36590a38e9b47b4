import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../faults/support/eventually.js';
import { BAO } from './installed.js';
import type { Place } from './place.js';

export interface Agent {
  /** Waits until the file has this text. */
  rendersTo(text: string): Promise<void>;
  /** What it has printed. */
  log(): string;
  stop(): Promise<void>;
}

/** `bao agent`, which logs in by AppRole and keeps a file up to date from a template. */
export function startAgent({ address, roleId, secretId }: Place, template: string): Agent {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-agent-'));
  const file = (name: string, text = '') => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return JSON.stringify(join(folder, name));
  };
  const config = `
    vault { address = "${address}" }
    auto_auth {
      method "approle" {
        config = {
          role_id_file_path = ${file('role-id', roleId)}
          secret_id_file_path = ${file('secret-id', secretId)}
          remove_secret_id_file_after_reading = false
        }
      }
    }
    template_config { static_secret_render_interval = "1s" }
    template {
      contents = ${JSON.stringify(template)}
      destination = ${file('rendered')}
      perms = "0600"
    }`;
  file('agent.hcl', config);
  const child = spawn(BAO, ['agent', `-config=${join(folder, 'agent.hcl')}`], { env: { HOME: folder } });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
  }
  const exited = once(child, 'exit');
  return {
    rendersTo: (text) =>
      eventually(() => {
        if (child.exitCode !== null) throw new Error(`the agent ended: ${log}`);
        expect(readFileSync(join(folder, 'rendered'), 'utf8')).toBe(text);
      }, 120_000),
    log: () => log,
    async stop() {
      child.kill('SIGTERM');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
