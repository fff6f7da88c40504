declare const typeOf: unique symbol;

/** A dependency-injection key that carries its type. Uses `Symbol.for`, so two installed copies still agree. */
export type Token<T> = symbol & { readonly [typeOf]?: T };
/** Returns the run's value for a token; throws `CL_TOKEN_UNBOUND` if nothing provides it. */
export type Get = <T>(token: Token<T>) => T;
/** Binds one value per run, created on first use. */
export type Bind = <T>(token: Token<T>, make: (get: Get) => NoInfer<T>) => void;

const providers = new Map<symbol, readonly string[]>();

/**
 * Creates a token. Prefix the name with your package; `providedBy` lists packages to suggest if it is not bound.
 * @example const Sampler = token<Sampler>('amnl-plugin-sampler/Sampler', ['amnl-plugin-sampler']);
 */
export function token<T>(name: string, providedBy: readonly string[] = []): Token<T> {
  const key = Symbol.for(name);
  providers.set(key, providedBy);
  return key as Token<T>;
}

/** Packages known to provide a token. */
export function providersOf(key: Token<unknown>): readonly string[] {
  return providers.get(key) ?? [];
}
