import { setTimeout as after } from 'node:timers/promises';
import type { Api } from '../../e2e/support/processes/api.js';
import type { Contestant } from '../measure/rounds.js';

const LOOK_MS = 50;

/** What is asked for as it stands: the tests' own client holds every answer against the OpenAPI document. */
interface Answer {
  readonly status: number;
  readonly body: { readonly id: string; readonly state: string };
}

/** Rotations on a running server, asked for by `admin`. */
export class Rotations {
  constructor(private readonly admin: Pick<Api, 'url' | 'token'>) {}

  /** Rotates the master key and waits for the answer, which must say that it is done. */
  async masterAndWait(): Promise<void> {
    const { status, body } = await this.send('POST', '/keys/master/rotate?wait=true');
    if (status !== 200) throw new Error(`the rotation was not done in time: ${JSON.stringify(body)}`);
  }

  /**
   * One rotation of the key after the other, the next as soon as one is done. What is still to come of those that are
   * done (a look at everything, 31 s later) falls into whichever round there is by then.
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
      // Is waited for at the end; until then nobody is there to hear of a failure.
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
