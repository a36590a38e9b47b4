import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { DocumentRow, STRICT } from '../engine/document.schema.js';

@Schema({ ...STRICT, collection: 'authorization_models' })
export class AuthorizationModelRow extends DocumentRow {
  /**
   * JSON of roles, policies and administrators. As text it has the size that the domain limits to 8 MiB. BSON stores an
   * index with each item of an array, so the same model could exceed the server's 16 MiB for a document.
   */
  @Prop({ type: String, required: true })
  content!: string;
}

export const AuthorizationModelSchema = SchemaFactory.createForClass(AuthorizationModelRow);
