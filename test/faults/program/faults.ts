import { AuditLog, NodeLeases, NodeLink } from '#audit';
import { CheckpointSigner, CheckpointStore, SigningHead, TileStore } from '#audit-proofs';
import { ChallengeStore, LockoutStore, PreloginKeyStore, SessionStore, SetupStore } from '#auth';
import { VaultStore } from '#entries';
import { WrapStore } from '#handover';
import { CreationStore } from '#idempotency';
import { KeyManagement, KeyRingStore, RotationStore } from '#keys';
import { MailTransport } from '#mail';
import { AuthorizationModelStore } from '#policies';
import { SecretStore } from '#secrets';
import { SensitiveDataStore } from '#sensitive-data';
import { ApiKeyStore, BindingStore, IdentityProviderStore } from '#service-accounts';
import { UserStore } from '#users';
import { ArmedFault } from './armed-fault.js';
import type { Instances } from './ceremony.js';
import type { Fault } from './fault.js';

export const PORTS = {
  ApiKeyStore,
  AuditLog,
  AuthorizationModelStore,
  BindingStore,
  ChallengeStore,
  CheckpointSigner,
  CheckpointStore,
  CreationStore,
  IdentityProviderStore,
  KeyManagement,
  KeyRingStore,
  LockoutStore,
  MailTransport,
  NodeLeases,
  NodeLink,
  PreloginKeyStore,
  RotationStore,
  SecretStore,
  SensitiveDataStore,
  SessionStore,
  SetupStore,
  SigningHead,
  TileStore,
  UserStore,
  VaultStore,
  WrapStore,
};

type Method = (...args: unknown[]) => Promise<unknown>;
type Target = Record<string, unknown>;

/** Injects faults around the methods of the api's ports, below all of Coffer's failure handling. */
export class Faults {
  private instances: Instances = new Map();
  private readonly armed: ArmedFault[] = [];
  private readonly wrapped = new Set<string>();

  /** Injects faults into these ports from now on. */
  meet(instances: Instances): void {
    this.instances = instances;
  }

  knows({ at }: Fault): boolean {
    return this.instances.has(portOf(at));
  }

  arm(fault: Fault): void {
    if (!this.wrapped.has(fault.at)) this.wrap(fault.at);
    this.armed.push(new ArmedFault(fault));
  }

  /** Takes every fault back that has not struck. */
  disarm(): void {
    for (const fault of this.armed) if (!fault.hasStruck) fault.release();
  }

  /** Resolves when the last armed fault has struck. */
  async struck(): Promise<void> {
    await this.armed.at(-1)?.struck;
  }

  /** Releases every parked call and disarms every fault that has not struck. */
  release(): void {
    for (const fault of this.armed.splice(0)) fault.release();
  }

  private wrap(at: string): void {
    const path = at.split('.').slice(1);
    const method = path.pop() ?? '';
    let target = this.instances.get(portOf(at)) as Target;
    for (const part of path) target = target[part] as Target;
    const real = target[method];
    if (typeof real !== 'function') throw new Error(`there is no ${at}`);
    const faulty: Method = async (...args) => {
      const met = this.armed.filter((one) => one.fault.at === at && one.meets(args));
      for (const one of met) if (one.fault.when === 'before') await one.happen();
      const answer: unknown = await (real as Method).apply(target, args);
      for (const one of met) if (one.fault.when === 'after') await one.happen();
      return answer;
    };
    Object.defineProperty(target, method, { value: faulty, configurable: true });
    this.wrapped.add(at);
  }
}

function portOf(at: string): unknown {
  const [name = ''] = at.split('.');
  return PORTS[name as keyof typeof PORTS];
}
