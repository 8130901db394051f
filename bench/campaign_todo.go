package main

import "context"

func (b *campaigns) classes(context.Context) error  { return nil }
func (b *campaigns) headline(context.Context) error { return nil }
func (b *campaigns) kills(context.Context) error    { return nil }
func (b *campaigns) numbers(context.Context) error  { return nil }
func (b *campaigns) cheat(context.Context) error    { return nil }
