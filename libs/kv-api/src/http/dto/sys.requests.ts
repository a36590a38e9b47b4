import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, Matches } from 'class-validator';
import { Optional } from '#access';

const FLAGS = ['true', 'false', '1', '0', ''];
const STATUS = /^[2-5][0-9]{2}$/;

function Status(description: string): PropertyDecorator {
  return (target, key) => {
    ApiPropertyOptional({ description, type: String, pattern: STATUS.source })(target, key);
    Optional()(target, key);
    Matches(STATUS, { message: `${String(key)} must be an HTTP status from 200 to 599` })(target, key);
  };
}

function Flag(description: string): PropertyDecorator {
  return (target, key) => {
    ApiPropertyOptional({ description, enum: FLAGS })(target, key);
    Optional()(target, key);
    IsIn(FLAGS)(target, key);
  };
}

const NONE = 'Coffer has no such state: taken and without effect.';

/** Clients of Vault choose the statuses of the answer, to tell one state from an error. */
export class SysHealthQuery {
  @Status('The status instead of 200.')
  activecode?: string;

  @Status('The status instead of 503.')
  sealedcode?: string;

  @Status(NONE)
  uninitcode?: string;

  @Status(NONE)
  standbycode?: string;

  @Status(NONE)
  drsecondarycode?: string;

  @Status(NONE)
  performancestandbycode?: string;

  @Status(NONE)
  removedcode?: string;

  @Status(NONE)
  haunhealthycode?: string;

  @Flag(NONE)
  standbyok?: string;

  @Flag(NONE)
  perfstandbyok?: string;
}
