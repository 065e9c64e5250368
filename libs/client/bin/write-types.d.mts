export declare const typeOf: (schema: object) => string;
export declare const operationsOf: (service: string, document: object) => string;
export declare const indexOf: (files: readonly string[]) => string;
