import { setTimeout as after } from 'node:timers/promises';
import type { Api } from '../../e2e/support/processes/api.js';
import type { Contestant } from '../measure/rounds.js';

const LOOK_MS = 50;

/** Plain requests, since the tests' client checks every answer against the OpenAPI document. */
interface Answer {
  readonly status: number;
  readonly body: { readonly id: string; readonly state: string };
}

/** Rotations on a running server, started by `admin`. */
export class Rotations {
  constructor(private readonly admin: Pick<Api, 'url' | 'token'>) {}

  /** Rotates the master key and waits for the answer. Throws unless it is done. */
  async masterAndWait(): Promise<void> {
    const { status, body } = await this.send('POST', '/keys/master/rotate?wait=true');
    if (status !== 200) throw new Error(`the rotation was not done in time: ${JSON.stringify(body)}`);
  }

  /**
   * Rotates the key again as soon as the previous rotation is done. The later steps of a done rotation (a full scan 31 s
   * later) fall into whichever round runs then.
   */
  oneAfterTheOther(key: 'master' | 'secrets'): Contestant['during'] {
    return async () => {
      let isOver = false;
      const first = await this.begin(key);
      const all = (async () => {
        for (let id = first; ; id = await this.begin(key)) {
          await this.done(id);
          if (isOver) return;
        }
      })();
      // It is awaited at the end, so a failure before that must not be unhandled.
      all.catch(() => {});
      return () => {
        isOver = true;
        return all;
      };
    };
  }

  private async begin(key: string): Promise<string> {
    const { status, body } = await this.send('POST', `/keys/${key}/rotate`);
    if (status !== 202) throw new Error(`the rotation was not begun: ${JSON.stringify(body)}`);
    return body.id;
  }

  private async done(id: string): Promise<void> {
    while ((await this.send('GET', `/keys/rotations/${id}`)).body.state === 'running') await after(LOOK_MS);
  }

  private async send(method: string, path: string): Promise<Answer> {
    const headers = { authorization: `Bearer ${this.admin.token}` };
    const answer = await fetch(`${this.admin.url}/api/v1${path}`, { method, headers });
    return { status: answer.status, body: (await answer.json()) as Answer['body'] };
  }
}
