import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import type { Caller } from '#kernel';
import { CompiledModel } from '../../domain/decisions/compiled-model.js';
import { type Grant, refusalOf } from '../../domain/grants/grant.js';
import type { AuthorizationModel } from '../../domain/model.js';
import { Authorizer, forbidden, grantorOf, type Target } from '../authorizer.js';
import { ModelPublisher } from '../model/model-publisher.js';
import { ModelReader } from '../model/model-reader.js';

/** A change that a caller makes. Both functions are asked again for each model that the change is tried on. */
export interface Edit {
  /** What the change gives to others and takes from them. */
  grant(model: AuthorizationModel): { readonly given: Grant; readonly taken?: Grant };
  /** The model afterwards; throws what refuses the change. */
  apply(model: AuthorizationModel): AuthorizationModel;
}

/** Audited changes of the model by callers who hold what they give. */
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
        checkCoverage(new CompiledModel(revision, model), caller, edit);
        return edit.apply(model);
      }),
    );
  }
}

/** Once more on the very model that is replaced: what the caller holds may have shrunk since, and what they give grown. */
function checkCoverage(model: CompiledModel, { principal }: Caller, edit: Edit): void {
  const { given, taken } = edit.grant(model.model);
  if (refusalOf(model, grantorOf(model, principal), given, taken) !== null) throw forbidden(randomUUID());
}
