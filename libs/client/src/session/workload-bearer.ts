import type { components } from '../generated/api.js';
import type { Bearer } from './bearer.js';

/** A program without a key: it shows a token (JWT) of the platform that it runs on. */
export interface Workload {
  /** The name or the id of the service account that the program acts as. */
  readonly serviceAccount: string;
  /** Called before each exchange, since platforms replace their tokens. */
  readonly subjectToken: () => string | Promise<string>;
}

/** Exchanges the token of the platform. */
export type Exchange = (
  body: components['schemas']['ExchangeRequest'],
) => Promise<components['schemas']['ExchangedTokenResponse']>;

interface Exchanged {
  readonly accessToken: string;
  readonly renewAt: number;
}

/** Milliseconds before expiry at which a token is exchanged anew; a quarter of its life if that is less. */
const AHEAD_MS = 30_000;

/** The access token of a program without a key. Calls at the same time share one exchange. */
export class WorkloadBearer implements Bearer {
  private current: Promise<Exchanged> | null = null;

  constructor(
    private readonly workload: Workload,
    private readonly exchange: Exchange,
    private readonly now: () => number = Date.now,
  ) {}

  async accessToken(): Promise<string> {
    const { accessToken, renewAt } = await this.latest();
    return this.now() < renewAt ? accessToken : this.renewed(accessToken);
  }

  async renewed(refused: string): Promise<string> {
    const before = this.current;
    const latest = await before?.catch(() => null);
    if (latest?.accessToken === refused && this.current === before) this.current = null;
    return (await this.latest()).accessToken;
  }

  private latest(): Promise<Exchanged> {
    this.current ??= this.exchanged().catch((error: unknown) => {
      this.current = null;
      throw error;
    });
    return this.current;
  }

  private async exchanged(): Promise<Exchanged> {
    const subject_token = await this.workload.subjectToken();
    const answer = await this.exchange({ subject_token, service_account: this.workload.serviceAccount });
    const life = answer.expires_in * 1_000;
    return { accessToken: answer.access_token, renewAt: this.now() + life - Math.min(AHEAD_MS, life / 4) };
  }
}
