import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditTrail, type ChangedField } from '#audit';
import { type Caller, outOfReach } from '#kernel';
import { type NamedObject, protectionOf } from '../../domain/administrators/administrator-roles.js';
import { CompiledModel } from '../../domain/decisions/compiled-model.js';
import { type Grant, refusalOf } from '../../domain/grants/grant.js';
import type { AuthorizationModel } from '../../domain/model.js';
import { checkShare } from '../../domain/model-size.js';
import { Authorizer, grantorOf } from '../authorizer.js';
import type { Target } from '../judge.js';
import { ModelPublisher } from '../model/model-publisher.js';
import { ModelReader } from '../model/model-reader.js';
import { changesBetween, contentOf, type ModelContent } from './model-changes.js';

/** A change that a caller wants. Both functions are called again for each revision that the change is tried on. */
export interface Edit {
  /** What the change creates, changes or removes. */
  readonly object: NamedObject;
  /** What the client sent of it; null: it is removed. For the audit. */
  readonly content: ModelContent | null;
  /** What the change gives to accounts and what it takes away from them. */
  grant(model: AuthorizationModel): { readonly given: Grant; readonly taken?: Grant };
  /** Returns the changed model, or throws the refusal. */
  apply(model: AuthorizationModel): AuthorizationModel;
}

/**
 * Changes the model for a caller: checks that the caller holds what the change gives [R51] and may change what
 * administrators hold [R94], and audits the change.
 */
@Injectable()
export class ModelEditor {
  constructor(
    private readonly reader: ModelReader,
    private readonly publisher: ModelPublisher,
    private readonly authorizer: Authorizer,
    private readonly trail: AuditTrail,
  ) {}

  /** Audits and throws `forbidden` if only administrators may change the object. Check again inside the publication. */
  async requireUnprotected(caller: Caller, target: Target, object: NamedObject): Promise<void> {
    const { model } = await this.reader.snapshot();
    const reason = protectionOf(model, caller.principal, object, caller.request.receivedAt);
    if (reason !== null) await this.authorizer.forbid(caller, { ...target, resourceName: object.name }, reason);
  }

  async edit(caller: Caller, target: Target, edit: Edit): Promise<void> {
    const snapshot = await this.reader.snapshot();
    const named = { ...target, resourceName: edit.object.name };
    const reason = refusalFor(snapshot, caller, edit);
    if (reason !== null) await this.authorizer.forbid(caller, named, reason);
    const { permission: action, ...about } = named;
    let changes = plannedChanges(snapshot.model, edit);
    const change = (model: AuthorizationModel, revision: number): AuthorizationModel => {
      // Again, on the revision that will be replaced: since the first check, the caller may have lost permissions, an
      // administrator may have got the role, or the change may give more than before.
      const compiled = snapshot.revision === revision ? snapshot : new CompiledModel(revision, model, snapshot);
      if (refusalFor(compiled, caller, edit) !== null) throw outOfReach(randomUUID(), target.permission);
      const changed = edit.apply(model);
      if (!grantorOf(compiled, caller.principal).isAdministrator) checkShare(model, changed);
      changes = changesBetween(contentOf(model, edit.object), contentOf(changed, edit.object));
      return changed;
    };
    const { request } = caller;
    const effect = () => this.publisher.publish(request.requestId, change, { payer: request });
    const what = { action, ...about, changes };
    await this.trail.mutation(request, caller.principal, what, effect, () => ({ changes }));
  }
}

/** What the change would do to the model as it is now. */
function plannedChanges(model: AuthorizationModel, { object, content }: Edit): readonly ChangedField[] {
  const before = contentOf(model, object);
  return changesBetween(before, content === null ? {} : { ...before, ...content });
}

/** Why the caller may not make the change; null if they may. */
function refusalFor(model: CompiledModel, { principal, request }: Caller, edit: Edit): string | null {
  const { given, taken } = edit.grant(model.model);
  return (
    refusalOf(model, grantorOf(model, principal), given, taken) ??
    protectionOf(model.model, principal, edit.object, request.receivedAt)
  );
}
