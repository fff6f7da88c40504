/** Words that cannot name a variable of a module in strict TypeScript. */
export const RESERVED_WORDS: ReadonlySet<string> = new Set(
  `abstract any arguments as async await boolean break case catch class const continue debugger declare default delete do else
  enum eval export extends false finally for function get if implements import in infer instanceof interface is keyof let
  module namespace never new null number object of package private protected public readonly require return set static
  string super switch symbol this throw true try type typeof undefined unique unknown var void while with yield`.split(
    /\s+/,
  ),
);
