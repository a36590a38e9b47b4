import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, forbidden } from '#kernel';
import { CompiledModel } from '../../domain/decisions/compiled-model.js';
import { type Grant, refusalOf } from '../../domain/grants/grant.js';
import type { AuthorizationModel } from '../../domain/model.js';
import { checkShare } from '../../domain/model-size.js';
import { Authorizer, grantorOf, type Target } from '../authorizer.js';
import { ModelPublisher } from '../model/model-publisher.js';
import { ModelReader } from '../model/model-reader.js';

/** A change that a caller wants. Both functions are called again for each revision that the change is tried on. */
export interface Edit {
  /** What the change gives to accounts and what it takes away from them. */
  grant(model: AuthorizationModel): { readonly given: Grant; readonly taken?: Grant };
  /** Returns the changed model, or throws the refusal. */
  apply(model: AuthorizationModel): AuthorizationModel;
}

/** Changes the model for a caller: checks that the caller holds what the change gives [R51], and audits the change. */
@Injectable()
export class ModelEditor {
  constructor(
    private readonly reader: ModelReader,
    private readonly publisher: ModelPublisher,
    private readonly authorizer: Authorizer,
    private readonly trail: AuditTrail,
  ) {}

  async edit(caller: Caller, target: Target, edit: Edit): Promise<void> {
    const { given, taken } = edit.grant((await this.reader.snapshot()).model);
    await this.authorizer.requireCoverage(caller, target, given, taken);
    const { request, principal } = caller;
    const what = { action: target.permission, resourceType: target.resourceType, resourceId: target.resourceId };
    await this.trail.mutation(request, principal, what, () =>
      this.publisher.publish(request.requestId, (model, revision) => {
        const compiled = new CompiledModel(revision, model);
        checkCoverage(compiled, caller, edit);
        const changed = edit.apply(model);
        if (!grantorOf(compiled, principal).isAdministrator) checkShare(model, changed);
        return changed;
      }),
    );
  }
}

/**
 * Checks again, on the revision that will be replaced. Since the first check, the caller may have lost permissions, or
 * the change may give more than before.
 */
function checkCoverage(model: CompiledModel, { principal }: Caller, edit: Edit): void {
  const { given, taken } = edit.grant(model.model);
  if (refusalOf(model, grantorOf(model, principal), given, taken) !== null) throw forbidden(randomUUID());
}
