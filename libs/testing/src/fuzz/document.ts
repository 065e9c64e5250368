/** The keywords of JSON Schema that our documents use. */
export type Schema = {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly propertyNames?: Schema;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: false | Schema;
  readonly prefixItems?: readonly Schema[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
};

/** A document's named schemas. */
export type Schemas = Readonly<Record<string, Schema>>;

export type Parameter = { readonly name: string; readonly in: 'path' | 'query' | 'header'; readonly required: boolean; readonly schema: Schema };

/** One answer that a document names: by media type, none when it has no body. */
export type Answer = { readonly description: string; readonly content?: Readonly<Record<string, { readonly schema: Schema }>> };

/** One operation of an OpenAPI document. */
export type Operation = {
  readonly id: string;
  readonly method: string;
  /** As the document writes it: `/api/x/v1/things/{id}`. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body?: Schema;
  readonly answers: Readonly<Record<string, Answer>>;
  /** No token is asked for. */
  readonly open: boolean;
  readonly schemas: Schemas;
};

type Written = {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, Answer>>;
  readonly security?: readonly unknown[];
};
type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, Written>>>>; readonly components: { readonly schemas: Schemas } };

/** Every operation of an OpenAPI 3.1 document of ours. */
export const operationsOf = (document: object): readonly Operation[] => {
  const { paths, components } = document as Document;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, parameters = [], requestBody, responses, security }]) => {
      const body = requestBody?.content['application/json']?.schema;
      return { id: operationId, method: method.toUpperCase(), path, parameters, ...(body ? { body } : {}), answers: responses, open: security?.length === 0, schemas: components.schemas };
    }),
  );
};

/** The schema that a reference means. */
export const resolved = (schema: Schema, schemas: Schemas): Schema => {
  if (schema.$ref === undefined) return schema;
  const named = schemas[schema.$ref.replace('#/components/schemas/', '')];
  if (!named) throw new Error(`${schema.$ref} is not in the document.`);
  return resolved(named, schemas);
};

const singular = (word: string): string => word.replace(/s$/, '');

/** What a collection's address, or a list's name, holds: `…/authorisations/{id}/check` is about an `authorisation`. */
export const kindAt = (path: string): string => singular(path.split('/').findLast((part) => part.endsWith('s') && !part.startsWith('{')) ?? '');

/** The kind of thing that a parameter names: `{id}` by what stands before it, others by their own name. */
export const kindOfParameter = ({ path }: Operation, { name }: Pick<Parameter, 'name'>): string =>
  name === 'id' ? singular(path.split('/').at(path.split('/').indexOf('{id}') - 1) ?? '') : name;
