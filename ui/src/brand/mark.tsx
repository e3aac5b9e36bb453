/** The mark: a badge on a lanyard; the badge is a speech bubble, as in the app's icon. The same drawing as mark.svg beside this file. */
export function Mark({ size = 32, className = "" }: { size?: number; className?: string }) {
  return (
    <svg
      viewBox="0 0 32 32"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={2.25}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className={className}
    >
      <path d="M9 2l7 9.5L23 2" />
      <path d="M10.5 13h11a3.5 3.5 0 0 1 3.5 3.5v6a3.5 3.5 0 0 1-3.5 3.5h-5.25L12.5 29.5V26h-2A3.5 3.5 0 0 1 7 22.5v-6A3.5 3.5 0 0 1 10.5 13z" />
      <path d="M12 17.75h8M12 21.5h4.5" />
    </svg>
  );
}
