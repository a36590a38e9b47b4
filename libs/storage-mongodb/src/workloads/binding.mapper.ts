import { BINDING_FORMAT, type Binding } from '#service-accounts';
import { documentMapper } from '../engine/document-mapper.js';
import type { BindingRow } from './binding.schema.js';

export const bindingMapper = documentMapper<Binding, BindingRow>(BINDING_FORMAT);
