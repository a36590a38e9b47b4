import { Module } from '@nestjs/common';
import { AuditModule } from '#audit';
import { Authorizer } from './application/authorizer.js';
import { Administrators } from './application/model/administrators.js';
import { ModelPublisher } from './application/model/model-publisher.js';
import { ModelReader } from './application/model/model-reader.js';

/**
 * The authorization model without its routes and jobs: so that a command can use it beside a running server. The global
 * engines module provides AuthorizationModelStore and Clock.
 */
@Module({
  imports: [AuditModule],
  providers: [Administrators, Authorizer, ModelPublisher, ModelReader],
  exports: [Administrators, Authorizer, ModelPublisher, ModelReader],
})
export class ModelModule {}
