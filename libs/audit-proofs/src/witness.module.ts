import { readFileSync } from 'node:fs';
import { Inject, Logger, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { AuditAlarm, AuditModule, AuditRuntime, SweepPlace } from '#audit';
import { Config } from '#config';
import { Clock, readAuthorities, StartError } from '#kernel';
import { HttpWitnessEndpoint } from './adapters/http.witness-endpoint.js';
import { Tree } from './application/tree/tree.js';
import { Witness } from './application/witnessing/witness.js';
import { WitnessClient } from './application/witnessing/witness-client.js';
import { WitnessRounds } from './application/witnessing/witness-rounds.js';
import { AuditProofsModule } from './audit-proofs.module.js';
import { NoteError } from './domain/notes/note-error.js';
import type { Policy } from './domain/notes/policy.js';
import { readWitnessLogs, readWitnessPolicy } from './domain/witnessing/witness-files.js';
import { WitnessController } from './http/witness.controller.js';
import { CheckpointStore } from './ports/checkpoint.store.js';
import { CheckpointSigner } from './ports/checkpoint-signer.js';
import { SigningHead } from './ports/signing-head.js';
import { WitnessedLogs } from './ports/witnessed-logs.js';

const log = new Logger('witness');

/** The policy of AUDIT_WITNESS_POLICY. Null: the log has no witnesses. */
export const WITNESSES = Symbol('the witnesses of the log');

/** Reads the file of a variable. StartError with the variable, and the line where there is one. */
function fromFile<T>(variable: string, path: string, read: (bytes: Buffer) => T): T {
  try {
    return read(readFileSync(path));
  } catch (error) {
    const why = error instanceof NoteError ? error.message : 'the file cannot be read';
    throw new StartError(`${variable}: ${why}.`);
  }
}

/** The witnesses that the configuration names. Null: none. StartError if their file cannot be read. */
export function witnessesOf({ audit: { witnessPolicyFile } }: Config): Policy | null {
  return witnessPolicyFile === null ? null : fromFile('AUDIT_WITNESS_POLICY', witnessPolicyFile, readWitnessPolicy);
}

type RoundParts = [Policy | null, Config, CheckpointStore, Tree, SweepPlace, AuditAlarm, Clock];
type Parts = [Config, WitnessedLogs, SigningHead, CheckpointSigner, Clock];

/** Both sides of witnessing. The stores, CheckpointSigner, SigningHead, Clock and Config come from the global engines module. */
@Module({
  imports: [AuditModule, AuditProofsModule],
  controllers: [WitnessController],
  providers: [
    {
      provide: WITNESSES,
      inject: [Config],
      useFactory: witnessesOf,
    },
    {
      provide: WitnessRounds,
      inject: [WITNESSES, Config, CheckpointStore, Tree, SweepPlace, AuditAlarm, Clock],
      useFactory: (...[policy, { audit }, store, tree, place, alarm, clock]: RoundParts) => {
        if (policy === null) return null;
        const ca = audit.caFile === null ? null : readAuthorities('AUDIT_CA_FILE', audit.caFile);
        const client = new WitnessClient(new HttpWitnessEndpoint(ca, clock), tree);
        return new WitnessRounds({ policy, client, store, place, alarm, clock });
      },
    },
    {
      provide: Witness,
      inject: [Config, WitnessedLogs, SigningHead, CheckpointSigner, Clock],
      useFactory: (...[{ audit }, logs, head, signer, clock]: Parts) => {
        const identity = audit.witness && {
          name: audit.witness.name,
          logs: fromFile('WITNESS_LOGS', audit.witness.logsFile, readWitnessLogs),
        };
        const onFork = (origin: string) =>
          log.error(`the log ${origin} signed another root for the size that was cosigned of it`);
        return new Witness({ identity, logs, head, signer, clock, onFork });
      },
    },
  ],
  exports: [WITNESSES],
})
export class WitnessModule implements OnApplicationBootstrap {
  constructor(
    @Inject(WitnessRounds) private readonly rounds: WitnessRounds | null,
    private readonly runtime: AuditRuntime,
  ) {}

  onApplicationBootstrap(): void {
    const { rounds } = this;
    if (rounds === null) return;
    this.runtime.beforeRelease(() => rounds.stop());
    rounds.start();
  }
}
