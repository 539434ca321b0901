-- load_questions: the score card
SELECT question_id, text, fact, tools, weight FROM score_question WHERE retired_at IS NULL ORDER BY question_id

-- add_question: one more for people to answer
INSERT INTO score_question (text, weight) VALUES ($1, $2) RETURNING question_id

-- retire_question: asked no more
UPDATE score_question SET retired_at = now() WHERE question_id = $1 AND retired_at IS NULL RETURNING question_id

-- load_facts: a call's facts, in order
SELECT call_id, seq, at, fact, data FROM call_event WHERE call_id = $1 ORDER BY seq

-- add_review: what somebody found, once a call
INSERT INTO review (call_id, reviewer, is_model, score, note) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (call_id, reviewer) DO NOTHING RETURNING review_id

-- add_answers: their answers
INSERT INTO review_answer (review_id, question_id, answer)
SELECT $1, q, a FROM unnest($2::bigint[], $3::text[]) AS given (q, a)

-- finish: as many people have reviewed it as were wanted
UPDATE review_queue q SET taken_by = '', taken_at = NULL,
    is_done = (SELECT count(*) FROM review r WHERE r.call_id = q.call_id AND NOT r.is_model) >= q.reviewers
WHERE q.call_id = $1

-- load_reviews: the reviews of a call, the first first
SELECT r.review_id, r.reviewer, r.is_model, r.score, r.note, r.at,
       (SELECT coalesce(jsonb_object_agg(a.question_id, a.answer), '{}') FROM review_answer a
        WHERE a.review_id = r.review_id) AS answers
FROM review r WHERE r.call_id = $1 ORDER BY r.at, r.review_id

-- load_answered: the questions that reviews of a call answered, retired ones too
SELECT DISTINCT q.question_id, q.text, q.fact, q.tools, q.weight FROM score_question q
JOIN review_answer a USING (question_id) JOIN review r USING (review_id) WHERE r.call_id = $1 ORDER BY q.question_id

-- load_latest: the latest reviews, with how far people's scores of the call lie apart
SELECT r.call_id, r.reviewer, r.is_model, r.score, r.at,
       (SELECT max(o.score) - min(o.score) FROM review o WHERE o.call_id = r.call_id AND NOT o.is_model) AS apart
FROM review r ORDER BY r.at DESC LIMIT $1
