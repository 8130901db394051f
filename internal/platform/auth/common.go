package auth

import "strings"

// The commonest passwords and words around them that still pass the rule of
// classes, without case, trailing digits and signs, and with the usual
// replacements undone: P@ssw0rd2026! is "password".
var common = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(`password passwd qwerty qwertyuiop qwertyui qazwsx qazwsxedc zxcvbnm asdfghjkl admin
		administrator root welcome letmein iloveyou woaini woaiwojia woaizhongguo test demo guest user login master superman
		monkey dragon sunshine princess football baseball abc abcd abcde abcdef abcabc aaaaaa qweasd qweasdzxc asdfgh aini wangyi
		nihao zhongguo beijing shanghai shanxi xinzhou taiyuan huxue school xuexiao jiaoyu jiaoyuju gongan jingcha baoan menwei
		xiaozhang laoshi anquan anquanke changeme default secret pass mima qwer asdf zxcv huxue china computer internet`) {
		m[w] = true
	}
	return m
}()

var leet = strings.NewReplacer("@", "a", "0", "o", "1", "l", "3", "e", "$", "s", "5", "s", "!", "i")

// bare strips a password to the word it is made of.
func bare(password string) string {
	s := strings.TrimRight(strings.ToLower(password), "0123456789!@#$%^&*()_+-=.,?~ ")
	s = strings.TrimLeft(s, "0123456789!@#$%^&*()_+-=.,?~ ")
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, leet.Replace(s))
}
