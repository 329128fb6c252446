// What people read on the pages, from Keycloak's own bundles: journeys find things by it, in the person's language.
export interface Texts {
  readonly usernameOrEmail: string;
  readonly password: string;
  readonly rememberMe: string;
  readonly signIn: string;
  readonly forgotPassword: string;
  readonly oneTimeCode: string;
  readonly deviceName: string;
  readonly newPassword: string;
  readonly confirmPassword: string;
  readonly submit: string;
  readonly tryAnotherWay: string;
  readonly accept: string;
  readonly decline: string;
  readonly signOut: string;
  readonly wrongPassword: string;
  readonly wrongCode: string;
}

export type Language = 'en' | 'ar';

export const textsOf: Readonly<Record<Language, Texts>> = {
  en: {
    usernameOrEmail: 'Username or email',
    password: 'Password',
    rememberMe: 'Remember me',
    signIn: 'Sign In',
    forgotPassword: 'Forgot Password?',
    oneTimeCode: 'One-time code',
    deviceName: 'Device Name',
    newPassword: 'New Password',
    confirmPassword: 'Confirm password',
    submit: 'Submit',
    tryAnotherWay: 'Try Another Way',
    accept: 'Accept',
    decline: 'Decline',
    signOut: 'Logout',
    wrongPassword: 'Invalid username or password.',
    wrongCode: 'Invalid authenticator code.',
  },
  ar: {
    usernameOrEmail: 'اسم المستخدم أو البريد الإلكتروني',
    password: 'كلمة المرور',
    rememberMe: 'تذكرني',
    signIn: 'تسجيل دخول',
    forgotPassword: 'نسيت كلمة المرور؟',
    oneTimeCode: 'رمز لمرة واحدة',
    deviceName: 'اسم الجهاز',
    newPassword: 'كلمة مرور جديدة',
    confirmPassword: 'تأكيد كلمة المرور',
    submit: 'إرسال',
    tryAnotherWay: 'المجاولة بطريقة أخرى',
    accept: 'موافقة',
    decline: 'رفض',
    signOut: 'تسجيل الخروج',
    wrongPassword: 'اسم المستخدم أو كلمة مرور غير صالحة.',
    wrongCode: 'رمز التحقق غير صالح.',
  },
};
