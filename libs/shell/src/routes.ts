import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/internal';
import { OPERATION, type OperationOptions } from './operation.js';

/** One route of a service: what its controller declares beside NestJS's own decorators. */
export type Route = { readonly method: string; /** As the router writes it: `/api/x/v1/things/:id`. */ readonly path: string; readonly options: OperationOptions };

const PARAMETER = /:(\w+)/g;

/** The names of a path's parameters. */
export const parametersOf = (path: string): readonly string[] => [...path.matchAll(PARAMETER)].map(([, name]) => name as string);

/** A path as OpenAPI writes it. */
export const templateOf = (path: string): string => path.replaceAll(PARAMETER, '{$1}');

/** Every route of the controllers. @throws when one declares no operation, uses an id twice or leaves a path parameter undeclared: nothing is served unchecked. */
export const routesOf = (controllers: readonly Type[], prefix: string): readonly Route[] => {
  const routes = controllers.flatMap(routesIn);
  const ids = new Set<string>();
  for (const { path, method, options } of routes) {
    if (!options) throw new Error(`${method} ${path} declares no @Operation.`);
    if (!path.startsWith(prefix)) throw new Error(`${method} ${path} does not lie under ${prefix}.`);
    if (ids.has(options.id)) throw new Error(`Two operations are called ${options.id}.`);
    ids.add(options.id);
    const undeclared = parametersOf(path).find((name) => !(name in (options.params?.shape ?? {})));
    if (undeclared) throw new Error(`${options.id} does not say what its parameter ${undeclared} is.`);
  }
  return routes as readonly Route[];
};

const routesIn = (controller: Type): readonly (Omit<Route, 'options'> & { readonly options: OperationOptions | undefined })[] => {
  const base = joined(Reflect.getMetadata(PATH_METADATA, controller) as string | undefined);
  const prototype = controller.prototype as Record<string, unknown>;
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const handler = prototype[name] as object;
    if (name === 'constructor' || typeof handler !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, handler)) return [];
    const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number] as string;
    return [{ method, path: base + joined(Reflect.getMetadata(PATH_METADATA, handler) as string | undefined), options: Reflect.getMetadata(OPERATION, handler) as OperationOptions | undefined }];
  });
};

const joined = (path = ''): string => {
  const trimmed = path.replaceAll(/^\/+|\/+$/g, '');
  return trimmed === '' ? '' : `/${trimmed}`;
};
