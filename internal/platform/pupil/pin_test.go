package pupil

import (
	"errors"
	"testing"

	"huxue/internal/kit/errs"
)

func TestPINs(t *testing.T) {
	for pin, want := range map[string]string{
		"2580": "", "470813": "", "11223": "", "0912": "",
		"123": "pupil.pin_digits", "1234567": "pupil.pin_digits", "12a4": "pupil.pin_digits", "": "pupil.pin_digits", "１２３５": "pupil.pin_digits",
		"0000": "pupil.pin_simple", "888888": "pupil.pin_simple", "1234": "pupil.pin_simple", "654321": "pupil.pin_simple", "7890": "pupil.pin_simple",
		"1212": "pupil.pin_simple", "0017": "pupil.pin_simple", "1717": "pupil.pin_simple", "171717": "pupil.pin_simple", "00017": "pupil.pin_simple",
	} {
		got := ""
		if err := checkPIN(pin, 17); err != nil {
			got = fieldCode(err)
		}
		if got != want {
			t.Errorf("%q: %q, want %q", pin, got, want)
		}
	}
}

func TestCodesAsTheyAreTyped(t *testing.T) {
	for typed, want := range map[string]string{"ab2 cd3": "AB2CD3", "ＡＢ２ｃｄ３": "AB2CD3", "ab-2cd3 ": "AB2CD3", "班级码 AB2CD3": "AB2CD3"} {
		if got := cleanCode(typed); got != want {
			t.Errorf("%q: %q", typed, got)
		}
	}
	if got := MaskName("欧阳小明"); got != "欧*" {
		t.Error(got)
	}
	if got := maskNumber("G140902"); got != "****902" {
		t.Error(got)
	}
}

func fieldCode(err error) string {
	var e *errs.Error
	if errors.As(err, &e) && len(e.Fields) == 1 {
		return e.Fields[0].Code
	}
	return err.Error()
}
