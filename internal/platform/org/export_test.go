package org

import (
	"os"
	"regexp"

	"huxue/internal/kit/errs"
)

// CheckFacts is the rule of what a school can be, for the table of it.
func CheckFacts(f *Facts) []errs.Field {
	f.tidy()
	return f.check()
}

// ReasonWord is the sentence of the error workbook for a code.
func ReasonWord(code string) string { return reasonWords[code] }

// ReasonCodes are the codes that the sources of the import can give to a row.
func ReasonCodes() []string {
	var codes []string
	for file, pattern := range map[string]string{
		"planrow.go": `refuse\((?:"[a-z]+"|[a-z.]+), "([a-z_]+)"`,
		"school.go":  `(?:must\(.*, |Code: )"([a-z_]+)"(?:\)$|[,}])`,
		"columns.go": `(?:unless\(ok, |return )"([a-z_]+)"`,
	} {
		source, err := os.ReadFile(file)
		if err != nil {
			panic(err)
		}
		for _, m := range regexp.MustCompile("(?m)"+pattern).FindAllStringSubmatch(string(source), -1) {
			codes = append(codes, m[1])
		}
	}
	return codes
}
