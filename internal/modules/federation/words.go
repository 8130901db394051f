package federation

import (
	"errors"

	"huxue/internal/kit/errs"
)

// What `huxue verify` says at a prompt has its words here, Chinese and English.
var words = map[string][2]string{
	errTooBig.Code:     {"文件过大，不是活动汇总", "the file is too big to be a summary"},
	errNoFile.Code:     {"这不是完整的活动汇总文件", "this is not the whole file of a summary"},
	errNewer.Code:      {"文件由另一版本的护学生成，请用相同或更新的版本核验", "the file was written by another version; verify it with that version or a later one"},
	errAltered.Code:    {"数字或文字被改动过", "a figure or a word was changed"},
	errForged.Code:     {"签名不符：文件或签名被改动过", "the signature does not fit: the file or its seal was changed"},
	errSums.Code:       {"各县（市、区）之和与全市数字不符", "the counties do not add up to the city"},
	errImpossible.Code: {"数字不可能成立", "the figures cannot be true"},
	errFuture.Code:     {"数据时间在将来", "the figures are from the future"},
	errSubject.Code:    {"缺少汇总代号", "the subject is missing"},
}

// Say is a refusal as a sentence, Chinese and English.
func Say(err error) (zh, en string) {
	var e *errs.Error
	if errors.As(err, &e) {
		if w, ok := words[e.Code]; ok {
			return w[0], w[1]
		}
	}
	return err.Error(), err.Error()
}

// Unreadable holds for what is no summary at all.
func Unreadable(err error) bool {
	return errors.Is(err, errNoFile) || errors.Is(err, errTooBig) || errors.Is(err, errNewer)
}
