/** The mark: a lanyard with its badge. The same drawing as mark.svg beside this file. */
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
      <path d="M9 2.5 16 11l7-8.5" />
      <path d="M16 11v3.5" />
      <rect x="7" y="14.5" width="18" height="15" rx="3.5" />
      <path d="M12 20.5h8M12 24.5h4.5" />
    </svg>
  );
}
