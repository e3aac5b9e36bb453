/**
 * How much is read as Markdown at once. Parsers are quick on what people and models write, and take a square of the
 * length for what is made to hurt them. What is beyond is shown as the text it is. Measured with the worst inputs of
 * `hostile-markdown.test.tsx`: a block at these limits takes some 10 ms.
 */

/** Characters of one block of text. */
export const TEXT = 8_000;
/** Characters in it that mean something in Markdown. */
export const MARKS = 1_200;
/** Quotes and lists within each other. */
export const NESTED = 12;
/** A list is cut after this many characters, at its next item. */
export const LIST = 4_000;
/** A line longer than this is taken in pieces. */
export const LINE = 8_000;
/** Code and plain text are drawn in pieces of about this many characters. */
export const PIECE = 4_000;
/** Rows of a table that are drawn together, and rows of one table; a longer one goes on in another. */
export const ROWS = 20;
export const TABLE = 200;
/** Columns; a wider table is text. */
export const COLUMNS = 60;
/** Unfinished marks at the end are completed while a block is shorter than this. */
export const MEND = 2_500;
/** Characters that are drawn in one go: more than the tallest window shows. */
export const AT_ONCE = 8_000;
/** Of a longer text, what is out of sight is not laid out. */
export const LONG = 256_000;
/** Code longer than this keeps one colour. */
export const COLOURED = { characters: 100_000, lines: 2_000 };
/** Diagrams larger than this stay source: their layout takes the square of their size. */
export const DIAGRAM = { characters: 6_000, lines: 150 };
/** Targets of links that hold in the whole text; a block knows its own besides. */
export const TARGETS = 200;
/** Characters that are drawn without being asked for: some hundred pages. */
export const DRAWN = 384_000;
